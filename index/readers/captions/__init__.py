"""Caption files: SRT, SBV, WebVTT, YouTube."""
