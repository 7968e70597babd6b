"""What every statement stands on: the engines, the tables, column types, pages, deadlines."""
