"""What each command takes, with its options and examples; put together when it is called."""
