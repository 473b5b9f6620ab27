"""The commands of layers and regions: fetched, imported, linted, exported, saved in a store."""
