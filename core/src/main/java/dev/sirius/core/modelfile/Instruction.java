package dev.sirius.core.modelfile;

import static java.util.Objects.requireNonNull;

/** One instruction of a {@link Modelfile}. */
public sealed interface Instruction {

  /** {@code FROM}: a model's name, or a path to weights. */
  record From(String source) implements Instruction {
    public From {
      if (source.isBlank()) {
        throw new IllegalArgumentException("FROM is blank; a model's name or a path is needed");
      }
    }
  }

  /** {@code PARAMETER}. */
  record Set(Parameter parameter) implements Instruction {
    public Set {
      requireNonNull(parameter, "parameter");
    }
  }

  /** {@code TEMPLATE}: the prompt template, in Go's template language. */
  record Template(String text) implements Instruction {
    public Template {
      requireNonNull(text, "text");
    }
  }

  /** {@code SYSTEM}: the system prompt. */
  record SystemPrompt(String text) implements Instruction {
    public SystemPrompt {
      requireNonNull(text, "text");
    }
  }

  /** {@code ADAPTER}: a path to a LoRA adapter. It has nothing to do with graphics cards. */
  record Adapter(String source) implements Instruction {
    public Adapter {
      if (source.isBlank()) {
        throw new IllegalArgumentException("ADAPTER is blank; a path is needed");
      }
    }
  }

  /** {@code LICENSE}: one more licence text. */
  record License(String text) implements Instruction {
    public License {
      requireNonNull(text, "text");
    }
  }

  /** {@code MESSAGE}: a message of the conversation that the model starts with. */
  record Say(Message message) implements Instruction {
    public Say {
      requireNonNull(message, "message");
    }
  }

  /** {@code REQUIRES}: the least version of Ollama. */
  record Requires(String version) implements Instruction {
    public Requires {
      requireNonNull(version, "version");
    }
  }

  /** {@code DRAFT}: a path to a draft model for speculative decoding. */
  record Draft(String source) implements Instruction {
    public Draft {
      if (source.isBlank()) {
        throw new IllegalArgumentException("DRAFT is blank; a path is needed");
      }
    }
  }

  /** {@code RENDERER}: the name of a built-in prompt renderer. */
  record Renderer(String name) implements Instruction {
    public Renderer {
      requireNonNull(name, "name");
    }
  }

  /** {@code PARSER}: the name of a built-in answer parser. */
  record Parser(String name) implements Instruction {
    public Parser {
      requireNonNull(name, "name");
    }
  }
}
