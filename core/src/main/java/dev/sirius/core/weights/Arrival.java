package dev.sirius.core.weights;

/** Whether the weights that Ollama was given are those that it keeps. */
public enum Arrival {
  /** It keeps the very file. */
  SAME_FILE("same-file", "Ollama keeps the file as it was given"),
  /** It wrote a file of its own around them; every tensor's data are the same to the byte. */
  SAME_TENSORS("same-tensors", "Ollama wrote a file of its own with every tensor's bytes the same"),
  /** Its file cannot be read here. */
  NOT_SEEN("not-seen", "what Ollama keeps cannot be read here and was not compared");

  private final String code;
  private final String text;

  Arrival(String code, String text) {
    this.code = code;
    this.text = text;
  }

  /** One word for programs. */
  public String code() {
    return code;
  }

  /** For people, a sentence without its full stop. */
  public String text() {
    return text;
  }
}
