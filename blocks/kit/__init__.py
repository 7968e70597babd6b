"""What every view is made with: elements, notices, lists that go on, and a message in words alone."""
