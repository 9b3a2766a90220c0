"""Apply: writing the plan, and taking it back."""
