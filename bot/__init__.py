"""Ebb: a gentle daily check-in for people who live with chronic pain."""
