"""What every listener needs of Slack: modals, posts, people, refusals, rate limits. Knows no customer."""
