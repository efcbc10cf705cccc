import type { CohereClientV2 } from "cohere-ai"

type Asked = Parameters<CohereClientV2["chat"]>[0]

/** The vendor's types, whose names its SDK writes in camel case, as they go over the wire. */
type Snake<T extends string> = T extends `${infer Head}${infer Tail}`
  ? `${Head extends Uppercase<Head> ? (Head extends Lowercase<Head> ? Head : `_${Lowercase<Head>}`) : Head}${Snake<Tail>}`
  : T

type Wire<T> =
  T extends ReadonlyArray<infer Entry>
    ? ReadonlyArray<Wire<Entry>>
    : T extends object
      ? { readonly [Key in keyof T as Key extends string ? Snake<Key> : Key]: Wire<T[Key]> }
      : T

type Native = Wire<Asked> & { readonly stream?: true }

/** The bodies of `test/golden`, which a test compares with these. */
export const bodies = {
  everything: {
    model: "command-a-03-2025",
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
    strict_tools: true,
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
    max_tokens: 100,
    stop_sequences: ["END"],
    temperature: 0.5,
    p: 0.9,
    k: 40,
    seed: 7,
    frequency_penalty: 0.5,
    presence_penalty: 0.5,
    logprobs: true,
    stream: true,
    safety_mode: "STRICT"
  },
  images: {
    model: "command-a-vision-07-2025",
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "What is it?"
          },
          {
            type: "image_url",
            image_url: {
              url: "data:image/png;base64,iVBORw0KGgo=",
              detail: "high"
            }
          }
        ]
      }
    ]
  },
  instructions: {
    model: "command-a-03-2025",
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
        content: [
          {
            type: "text",
            text: "Hi"
          },
          {
            type: "text",
            text: "there"
          }
        ]
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
    ]
  },
  json_schema: {
    model: "command-a-03-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    response_format: {
      type: "json_object",
      json_schema: {
        type: "object",
        properties: {
          colour: {
            type: "string"
          }
        },
        required: ["colour"],
        additionalProperties: false
      }
    }
  },
  json_schema_with_tools: {
    model: "command-a-03-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
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
          name: "json_response",
          description: "Answer by calling this tool with the JSON object that was asked for.",
          parameters: {
            type: "object",
            properties: {
              colour: {
                type: "string"
              }
            },
            required: ["colour"],
            additionalProperties: false
          }
        }
      }
    ],
    tool_choice: "REQUIRED"
  },
  reasoning: {
    model: "command-a-reasoning-08-2025",
    messages: [
      {
        role: "user",
        content: "Weather?"
      },
      {
        role: "assistant",
        content: [
          {
            type: "thinking",
            thinking: "Let me see."
          }
        ],
        tool_calls: [
          {
            id: "call_1",
            type: "function",
            function: {
              name: "weather",
              arguments: "{}"
            }
          }
        ]
      },
      {
        role: "tool",
        tool_call_id: "call_1",
        content: "20"
      }
    ],
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
    max_tokens: 4000,
    thinking: {
      type: "enabled",
      token_budget: 1200
    }
  },
  reasoning_off: {
    model: "command-a-reasoning-08-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
    thinking: {
      type: "disabled"
    }
  },
  text: {
    model: "command-a-03-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ]
  },
  tools: {
    model: "command-a-03-2025",
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
            id: "call_1",
            type: "function",
            function: {
              name: "weather",
              arguments: '{"city":"Bern"}'
            }
          },
          {
            id: "call_2",
            type: "function",
            function: {
              name: "weather",
              arguments: '{"city":"Rome"}'
            }
          }
        ]
      },
      {
        role: "tool",
        tool_call_id: "call_1",
        content: "20"
      },
      {
        role: "tool",
        tool_call_id: "call_2",
        content: "25"
      }
    ],
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
    ],
    stream: true
  },
  tools_named: {
    model: "command-a-03-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
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
    tool_choice: "REQUIRED"
  },
  tools_none: {
    model: "command-a-03-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ]
  },
  tools_required: {
    model: "command-a-03-2025",
    messages: [
      {
        role: "user",
        content: "Hi"
      }
    ],
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
    tool_choice: "REQUIRED"
  }
} satisfies { readonly [golden: string]: Native }
