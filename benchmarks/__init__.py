"""Speed, as ratios of whole processes taken in turn, so that a noisy machine slows both sides alike."""
