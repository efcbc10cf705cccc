import type { ChatRequest } from "ollama"

/** The vendor's type, whose lists may be read-only here. */
type Wire<T> =
  T extends ReadonlyArray<infer Entry>
    ? ReadonlyArray<Wire<Entry>>
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T

type Native = Wire<ChatRequest>

/** The bodies of `test/golden`, which a test compares with these. */
export const bodies = {
  everything: {
    model: "qwen3:8b",
    messages: [
      {
        role: "system",
        content: "Be brief."
      },
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: true,
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          parameters: {
            type: "object",
            properties: {}
          }
        }
      }
    ],
    think: true,
    options: {
      num_predict: 100,
      temperature: 0.5,
      top_p: 0.9,
      top_k: 40,
      min_p: 0.1,
      repeat_penalty: 1.1,
      presence_penalty: 0.5,
      frequency_penalty: 0.5,
      seed: 7,
      stop: ["END"],
      num_ctx: 8192
    },
    logprobs: true,
    top_logprobs: 2,
    keep_alive: "5m"
  },
  images: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "What is it?",
        images: ["iVBORw0KGgo="]
      }
    ],
    stream: false
  },
  instructions: {
    model: "qwen3:8b",
    messages: [
      {
        role: "system",
        content: "Be brief."
      },
      {
        role: "system",
        content: "Answer in German."
      },
      {
        role: "user",
        content: "Hi\n\nthere"
      },
      {
        role: "assistant",
        content: "Hallo."
      },
      {
        role: "system",
        content: "Now in French."
      },
      {
        role: "user",
        content: "Again."
      }
    ],
    stream: false
  },
  json_schema: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false,
    format: {
      type: "object",
      properties: {
        colour: {
          type: "string"
        }
      },
      required: ["colour"],
      additionalProperties: false
    }
  },
  json_schema_with_tools: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false,
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "The weather in a city.",
          parameters: {
            type: "object",
            properties: {
              city: {
                type: "string"
              }
            },
            required: ["city"]
          }
        }
      }
    ],
    format: {
      type: "object",
      properties: {
        colour: {
          type: "string"
        }
      },
      required: ["colour"],
      additionalProperties: false
    }
  },
  reasoning: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Weather?"
      },
      {
        role: "assistant",
        content: "",
        thinking: "Let me see.",
        tool_calls: [
          {
            function: {
              name: "weather",
              arguments: {}
            }
          }
        ]
      },
      {
        role: "tool",
        content: "20",
        tool_name: "weather"
      }
    ],
    stream: false,
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "The weather in a city.",
          parameters: {
            type: "object",
            properties: {
              city: {
                type: "string"
              }
            },
            required: ["city"]
          }
        }
      }
    ],
    think: true,
    options: {
      num_predict: 4000
    }
  },
  reasoning_off: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false,
    think: false
  },
  text: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false
  },
  tools: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Weather in Bern and Rome?"
      },
      {
        role: "assistant",
        content: "I look.",
        tool_calls: [
          {
            function: {
              name: "weather",
              arguments: {
                city: "Bern"
              }
            }
          },
          {
            function: {
              name: "weather",
              arguments: {
                city: "Rome"
              }
            }
          }
        ]
      },
      {
        role: "tool",
        content: "20",
        tool_name: "weather"
      },
      {
        role: "tool",
        content: "25",
        tool_name: "weather"
      }
    ],
    stream: true,
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "The weather in a city.",
          parameters: {
            type: "object",
            properties: {
              city: {
                type: "string"
              }
            },
            required: ["city"]
          }
        }
      },
      {
        type: "function",
        function: {
          name: "time",
          parameters: {
            type: "object",
            properties: {}
          }
        }
      }
    ]
  },
  tools_named: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false,
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "The weather in a city.",
          parameters: {
            type: "object",
            properties: {
              city: {
                type: "string"
              }
            },
            required: ["city"]
          }
        }
      }
    ]
  },
  tools_none: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false
  },
  tools_required: {
    model: "qwen3:8b",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    stream: false,
    tools: [
      {
        type: "function",
        function: {
          name: "weather",
          description: "The weather in a city.",
          parameters: {
            type: "object",
            properties: {
              city: {
                type: "string"
              }
            },
            required: ["city"]
          }
        }
      }
    ]
  }
} satisfies { readonly [golden: string]: Native }
