"""History: what was migrated on this computer, and the way back."""
