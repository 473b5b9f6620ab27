"""What planning makes of a run's files and inputs, made again and held against what the run says."""
