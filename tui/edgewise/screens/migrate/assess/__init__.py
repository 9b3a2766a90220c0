"""Assess: findings and decisions."""
