"""What comes after the cutover: Pages deploys no more, its address leads on, and later its old deployments go."""
