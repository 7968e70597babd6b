"""The rules of a reference desk: pure functions over frozen dataclasses. No Slack, no SQL, no clock of its own."""
