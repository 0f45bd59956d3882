"""The serving side: the same content from three applications, the same questions, every answer checked."""
