import type { ConverseCommandInput } from "@aws-sdk/client-bedrock-runtime"

/** The service's types as they go over the wire: bytes are base64. */
type Wire<T> = T extends Uint8Array
  ? string
  : T extends ReadonlyArray<infer Entry>
    ? ReadonlyArray<Wire<Entry>>
    : T extends string | number | boolean | undefined | null
      ? T
      : T extends object
        ? { readonly [Key in keyof T as Key extends "$unknown" ? never : Key]?: Wire<T[Key]> }
        : T

/** The model stands in the path. What Converse has no name for goes to a Claude as its own body, which is not checked here. */
type Native =
  | Omit<Wire<ConverseCommandInput>, "modelId">
  | { readonly anthropic_version: string; readonly [field: string]: unknown }

/** The bodies of `test/golden`, which a test compares with these. */
export const bodies = {
  cache: {
    system: [
      {
        text: "Long."
      },
      {
        cachePoint: {
          type: "default",
          ttl: "1h"
        }
      }
    ],
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        },
        {
          cachePoint: {
            type: "default"
          }
        }
      ]
    }
  },
  claude_everything: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 100,
    system: [
      {
        type: "text",
        text: "Be brief."
      }
    ],
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "Hi"
          }
        ]
      }
    ],
    tools: [
      {
        name: "weather",
        input_schema: {
          type: "object",
          properties: {},
          additionalProperties: false
        },
        strict: true
      }
    ],
    tool_choice: {
      type: "auto",
      disable_parallel_tool_use: true
    },
    thinking: {
      type: "disabled"
    },
    stop_sequences: ["END"],
    metadata: {
      user_id: "u-1"
    },
    anthropic_beta: ["context-1m-2025-08-07"]
  },
  claude_images: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4096,
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "What is it?"
          },
          {
            type: "image",
            source: {
              type: "base64",
              media_type: "image/png",
              data: "iVBORw0KGgo="
            }
          }
        ]
      }
    ]
  },
  claude_instructions: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4096,
    system: [
      {
        type: "text",
        text: "Be brief."
      },
      {
        type: "text",
        text: "Answer in German."
      }
    ],
    messages: [
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
        content: [
          {
            type: "text",
            text: "Hallo."
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "Now in French."
          },
          {
            type: "text",
            text: "Again."
          }
        ]
      }
    ]
  },
  claude_json_schema: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4096,
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "Hi"
          }
        ]
      }
    ],
    output_config: {
      format: {
        type: "json_schema",
        schema: {
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
  },
  claude_reasoning: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4000,
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "Weather?"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            type: "thinking",
            thinking: "Let me see.",
            signature: "c2lnbmF0dXJl"
          },
          {
            type: "tool_use",
            id: "call_1",
            name: "weather",
            input: {}
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "call_1",
            content: [
              {
                type: "text",
                text: "20"
              }
            ]
          }
        ]
      }
    ],
    tools: [
      {
        name: "weather",
        description: "The weather in a city.",
        input_schema: {
          type: "object",
          properties: {
            city: {
              type: "string"
            }
          },
          required: ["city"]
        }
      }
    ],
    thinking: {
      type: "enabled",
      budget_tokens: 1200
    }
  },
  claude_text: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4096,
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "Hi"
          }
        ]
      }
    ]
  },
  claude_tools: {
    anthropic_version: "bedrock-2023-05-31",
    max_tokens: 4096,
    messages: [
      {
        role: "user",
        content: [
          {
            type: "text",
            text: "Weather in Bern and Rome?"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            type: "text",
            text: "I look."
          },
          {
            type: "tool_use",
            id: "call_1",
            name: "weather",
            input: {
              city: "Bern"
            }
          },
          {
            type: "tool_use",
            id: "call_2",
            name: "weather",
            input: {
              city: "Rome"
            }
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "call_1",
            content: [
              {
                type: "text",
                text: "20"
              }
            ]
          },
          {
            type: "tool_result",
            tool_use_id: "call_2",
            content: [
              {
                type: "text",
                text: "25"
              }
            ]
          }
        ]
      }
    ],
    tools: [
      {
        name: "weather",
        description: "The weather in a city.",
        input_schema: {
          type: "object",
          properties: {
            city: {
              type: "string"
            }
          },
          required: ["city"]
        }
      },
      {
        name: "time",
        input_schema: {
          type: "object",
          properties: {}
        }
      }
    ],
    tool_choice: {
      type: "auto",
      disable_parallel_tool_use: false
    }
  },
  everything: {
    system: [
      {
        text: "Be brief."
      }
    ],
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            inputSchema: {
              json: {
                type: "object",
                properties: {}
              }
            }
          }
        }
      ],
      toolChoice: {
        auto: {}
      }
    },
    inferenceConfig: {
      maxTokens: 100,
      temperature: 0.5,
      topP: 0.9,
      stopSequences: ["END"]
    },
    additionalModelRequestFields: {
      inferenceConfig: {
        topK: 40
      },
      reasoningConfig: {
        type: "enabled",
        maxReasoningEffort: "low"
      },
      x: 1
    },
    guardrailConfig: {
      guardrailIdentifier: "g",
      guardrailVersion: "1"
    }
  },
  files: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "See the document."
          },
          {
            document: {
              format: "pdf",
              name: "My report (v1)",
              source: {
                bytes: "JVBERi0="
              }
            }
          }
        ]
      }
    ]
  },
  gpt_oss: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    inferenceConfig: {
      temperature: 0.5
    },
    additionalModelRequestFields: {
      reasoning_effort: "high"
    }
  },
  images: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "What is it?"
          },
          {
            image: {
              format: "png",
              source: {
                bytes: "iVBORw0KGgo="
              }
            }
          }
        ]
      }
    ]
  },
  instructions: {
    system: [
      {
        text: "Be brief."
      },
      {
        text: "Answer in German."
      }
    ],
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          },
          {
            text: "there"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            text: "Hallo."
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            text: "Now in French."
          },
          {
            text: "Again."
          }
        ]
      }
    ]
  },
  json_schema: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "json_response",
            description: "Answer by calling this tool with the JSON object that was asked for.",
            inputSchema: {
              json: {
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
        }
      ],
      toolChoice: {
        tool: {
          name: "json_response"
        }
      }
    }
  },
  json_schema_with_tools: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        },
        {
          toolSpec: {
            name: "json_response",
            description: "Answer by calling this tool with the JSON object that was asked for.",
            inputSchema: {
              json: {
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
        }
      ],
      toolChoice: {
        any: {}
      }
    }
  },
  mistral: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Weather in Bern and Rome?"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            text: "I look."
          },
          {
            toolUse: {
              toolUseId: "h9pzrwnh5",
              name: "weather",
              input: {
                city: "Bern"
              }
            }
          },
          {
            toolUse: {
              toolUseId: "h3zk24jxf",
              name: "weather",
              input: {
                city: "Rome"
              }
            }
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            toolResult: {
              toolUseId: "h9pzrwnh5",
              content: [
                {
                  text: "20"
                }
              ]
            }
          },
          {
            toolResult: {
              toolUseId: "h3zk24jxf",
              content: [
                {
                  text: "25"
                }
              ]
            }
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        },
        {
          toolSpec: {
            name: "time",
            inputSchema: {
              json: {
                type: "object",
                properties: {}
              }
            }
          }
        }
      ],
      toolChoice: {
        auto: {}
      }
    }
  },
  reasoning: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Weather?"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            reasoningContent: {
              reasoningText: {
                text: "Let me see."
              }
            }
          },
          {
            toolUse: {
              toolUseId: "call_1",
              name: "weather",
              input: {}
            }
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            toolResult: {
              toolUseId: "call_1",
              content: [
                {
                  text: "20"
                }
              ]
            }
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        }
      ]
    },
    inferenceConfig: {
      maxTokens: 4000
    },
    additionalModelRequestFields: {
      reasoningConfig: {
        type: "enabled",
        maxReasoningEffort: "medium"
      }
    }
  },
  reasoning_off: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    additionalModelRequestFields: {
      reasoningConfig: {
        type: "disabled"
      }
    }
  },
  text: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ]
  },
  tool_history_without_tools: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Weather in Bern and Rome?"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            text: "I look."
          },
          {
            toolUse: {
              toolUseId: "call_1",
              name: "weather",
              input: {
                city: "Bern"
              }
            }
          },
          {
            toolUse: {
              toolUseId: "call_2",
              name: "weather",
              input: {
                city: "Rome"
              }
            }
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            toolResult: {
              toolUseId: "call_1",
              content: [
                {
                  text: "20"
                }
              ]
            }
          },
          {
            toolResult: {
              toolUseId: "call_2",
              content: [
                {
                  text: "25"
                }
              ]
            }
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            inputSchema: {
              json: {
                type: "object"
              }
            }
          }
        }
      ]
    }
  },
  tools: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Weather in Bern and Rome?"
          }
        ]
      },
      {
        role: "assistant",
        content: [
          {
            text: "I look."
          },
          {
            toolUse: {
              toolUseId: "call_1",
              name: "weather",
              input: {
                city: "Bern"
              }
            }
          },
          {
            toolUse: {
              toolUseId: "call_2",
              name: "weather",
              input: {
                city: "Rome"
              }
            }
          }
        ]
      },
      {
        role: "user",
        content: [
          {
            toolResult: {
              toolUseId: "call_1",
              content: [
                {
                  text: "20"
                }
              ]
            }
          },
          {
            toolResult: {
              toolUseId: "call_2",
              content: [
                {
                  text: "25"
                }
              ]
            }
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        },
        {
          toolSpec: {
            name: "time",
            inputSchema: {
              json: {
                type: "object",
                properties: {}
              }
            }
          }
        }
      ],
      toolChoice: {
        auto: {}
      }
    }
  },
  tools_named: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        },
        {
          toolSpec: {
            name: "time",
            inputSchema: {
              json: {
                type: "object",
                properties: {}
              }
            }
          }
        }
      ],
      toolChoice: {
        tool: {
          name: "weather"
        }
      }
    }
  },
  tools_none: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ]
  },
  tools_required: {
    messages: [
      {
        role: "user",
        content: [
          {
            text: "Hi"
          }
        ]
      }
    ],
    toolConfig: {
      tools: [
        {
          toolSpec: {
            name: "weather",
            description: "The weather in a city.",
            inputSchema: {
              json: {
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
        }
      ],
      toolChoice: {
        any: {}
      }
    }
  }
} satisfies { readonly [golden: string]: Native }
