"""What happens when: `listeners` is the table of contents, from Slack's ids to the function that answers."""
