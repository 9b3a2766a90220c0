"""What a migration does in the account: operations with their way back, recorded before each is carried out."""
