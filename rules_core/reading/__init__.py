"""From YAML to the knowledge's models; every complaint names the file, the key and the remedy."""
