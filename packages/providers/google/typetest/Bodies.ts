import type { CachedContent, Content, GenerationConfig, SafetySetting, Tool, ToolConfig } from "@google/genai"

/** The vendor's types with the texts of its enums in place of the enums. */
type Wire<T> = T extends string
  ? `${T}`
  : T extends ReadonlyArray<infer Entry>
    ? ReadonlyArray<Wire<Entry>>
    : T extends object
      ? { readonly [Key in keyof T]: Wire<T[Key]> }
      : T

/** A body of `generateContent`, of the types that the vendor's SDK publishes for its parts. */
interface Native {
  readonly contents: Wire<ReadonlyArray<Content>>
  readonly systemInstruction?: Wire<Content>
  readonly tools?: Wire<ReadonlyArray<Tool>>
  readonly toolConfig?: Wire<ToolConfig>
  readonly generationConfig?: Wire<GenerationConfig>
  readonly safetySettings?: Wire<ReadonlyArray<SafetySetting>>
  readonly cachedContent?: CachedContent["name"]
}

/** The bodies of `test/golden`, which a test compares with these. */
export const bodies = {
  choices: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Name a colour."
          }
        ]
      }
    ],
    generationConfig: {
      candidateCount: 3,
      seed: 7,
      responseLogprobs: true,
      logprobs: 2
    }
  },
  everything: {
    systemInstruction: {
      parts: [
        {
          text: "Be brief."
        }
      ]
    },
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Hi"
          }
        ]
      },
      {
        role: "model",
        parts: [
          {
            text: "No."
          }
        ]
      },
      {
        role: "user",
        parts: [
          {
            text: "Why?"
          }
        ]
      }
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "f"
          },
          {
            name: "json_response",
            description: "Answer by calling this tool with the JSON object that was asked for.",
            parametersJsonSchema: {
              type: "object"
            }
          }
        ]
      }
    ],
    toolConfig: {
      functionCallingConfig: {
        mode: "ANY"
      }
    },
    generationConfig: {
      temperature: 0.5,
      topP: 0.9,
      topK: 40,
      candidateCount: 2,
      maxOutputTokens: 100,
      seed: 7,
      stopSequences: ["a", "b", "c", "d", "e"],
      responseLogprobs: true,
      logprobs: 3,
      thinkingConfig: {
        thinkingBudget: 10,
        includeThoughts: true
      },
      mediaResolution: "MEDIA_RESOLUTION_LOW"
    },
    safetySettings: [
      {
        category: "HARM_CATEGORY_HARASSMENT",
        threshold: "BLOCK_NONE"
      }
    ],
    cachedContent: "cachedContents/1"
  },
  images: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "What is this?"
          },
          {
            inlineData: {
              mimeType: "image/jpeg",
              data: "aGk="
            }
          },
          {
            fileData: {
              mimeType: "image/png",
              fileUri: "https://example.org/a.png"
            }
          },
          {
            inlineData: {
              mimeType: "audio/wav",
              data: "aGk="
            }
          },
          {
            inlineData: {
              mimeType: "application/pdf",
              data: "aGk="
            }
          }
        ]
      },
      {
        role: "model",
        parts: [
          {
            functionCall: {
              id: "call_a",
              name: "shot",
              args: {}
            },
            thoughtSignature: "c2lnbmF0dXJl"
          }
        ]
      },
      {
        role: "user",
        parts: [
          {
            functionResponse: {
              id: "call_a",
              name: "shot",
              response: {
                output: "Here."
              },
              parts: [
                {
                  inlineData: {
                    mimeType: "image/png",
                    data: "aGk="
                  }
                }
              ]
            }
          }
        ]
      }
    ]
  },
  instructions: {
    systemInstruction: {
      parts: [
        {
          text: "Be brief."
        },
        {
          text: "Be kind."
        }
      ]
    },
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Hi"
          }
        ]
      },
      {
        role: "model",
        parts: [
          {
            text: "Hello"
          }
        ]
      },
      {
        role: "user",
        parts: [
          {
            text: "Now in French."
          },
          {
            text: "Again"
          }
        ]
      }
    ]
  },
  instructions_gemma: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Be brief."
          },
          {
            text: "Hi"
          }
        ]
      }
    ]
  },
  json_schema: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Who?"
          }
        ]
      }
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "look_up"
          }
        ]
      }
    ],
    generationConfig: {
      responseMimeType: "application/json",
      responseJsonSchema: {
        description: "A person",
        type: "object",
        properties: {
          name: {
            type: "string",
            description: '{pattern: "^[A-Z]"}'
          },
          age: {
            type: ["integer", "null"],
            minimum: 0
          },
          kind: {
            enum: ["person"],
            type: "string"
          },
          friends: {
            type: "array",
            items: {
              $ref: "#/$defs/friend"
            }
          }
        },
        required: ["name", "kind"],
        additionalProperties: false,
        $defs: {
          friend: {
            type: "object",
            properties: {
              name: {
                type: "string"
              }
            },
            required: ["name"]
          }
        }
      }
    }
  },
  json_schema_by_tool: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Who?"
          }
        ]
      }
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "look_up"
          },
          {
            name: "json_response",
            description: "A person",
            parametersJsonSchema: {
              type: "object",
              properties: {
                name: {
                  type: "string",
                  description: '{pattern: "^[A-Z]"}'
                },
                age: {
                  type: ["integer", "null"],
                  minimum: 0
                },
                kind: {
                  enum: ["person"],
                  type: "string"
                },
                friends: {
                  type: "array",
                  items: {
                    $ref: "#/$defs/friend"
                  }
                }
              },
              required: ["name", "kind"],
              additionalProperties: false,
              $defs: {
                friend: {
                  type: "object",
                  properties: {
                    name: {
                      type: "string"
                    }
                  },
                  required: ["name"]
                }
              }
            }
          }
        ]
      }
    ],
    toolConfig: {
      functionCallingConfig: {
        mode: "ANY"
      }
    }
  },
  reasoning: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Weather?"
          }
        ]
      },
      {
        role: "model",
        parts: [
          {
            text: "Hm.",
            thought: true
          },
          {
            text: "Calling.",
            thoughtSignature: "dGV4dA=="
          },
          {
            functionCall: {
              id: "call_a",
              name: "weather",
              args: {
                city: "Paris"
              }
            },
            thoughtSignature: "c2lnbmF0dXJl"
          },
          {
            functionCall: {
              id: "call_b",
              name: "weather",
              args: {
                city: "Rome"
              }
            }
          }
        ]
      },
      {
        role: "user",
        parts: [
          {
            functionResponse: {
              id: "call_a",
              name: "weather",
              response: {
                output: "9"
              }
            }
          },
          {
            functionResponse: {
              id: "call_b",
              name: "weather",
              response: {
                output: "17"
              }
            }
          }
        ]
      }
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "weather"
          }
        ]
      }
    ],
    generationConfig: {
      thinkingConfig: {
        thinkingLevel: "HIGH",
        includeThoughts: true
      }
    }
  },
  reasoning_budget: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "2+2?"
          }
        ]
      },
      {
        role: "model",
        parts: [
          {
            text: "4"
          }
        ]
      },
      {
        role: "user",
        parts: [
          {
            text: "Sure?"
          }
        ]
      }
    ],
    generationConfig: {
      maxOutputTokens: 4000,
      thinkingConfig: {
        thinkingBudget: 1200,
        includeThoughts: true
      }
    }
  },
  reasoning_off: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "2+2?"
          }
        ]
      }
    ],
    generationConfig: {
      thinkingConfig: {
        thinkingBudget: 128
      }
    }
  },
  text: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Say hello."
          }
        ]
      }
    ],
    generationConfig: {
      temperature: 0.5,
      maxOutputTokens: 100
    }
  },
  tools: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Weather in Paris and Rome?"
          }
        ]
      },
      {
        role: "model",
        parts: [
          {
            functionCall: {
              id: "call_a",
              name: "weather",
              args: {
                city: "Paris"
              }
            },
            thoughtSignature: "skip_thought_signature_validator"
          },
          {
            functionCall: {
              id: "call_b",
              name: "weather",
              args: {
                city: "Rome"
              }
            }
          }
        ]
      },
      {
        role: "user",
        parts: [
          {
            functionResponse: {
              id: "call_a",
              name: "weather",
              response: {
                output: '{"celsius":9}'
              }
            }
          },
          {
            functionResponse: {
              id: "call_b",
              name: "weather",
              response: {
                output: "17"
              }
            }
          }
        ]
      }
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "weather",
            description: "Weather of a city",
            parametersJsonSchema: {
              type: "object",
              properties: {
                city: {
                  type: "string",
                  description: "{minLength: 1}"
                },
                unit: {
                  enum: ["C"],
                  type: "string"
                }
              },
              required: ["city"]
            }
          }
        ]
      }
    ],
    toolConfig: {
      functionCallingConfig: {
        mode: "VALIDATED"
      }
    }
  },
  tools_named: {
    contents: [
      {
        role: "user",
        parts: [
          {
            text: "Weather in Paris?"
          }
        ]
      }
    ],
    tools: [
      {
        functionDeclarations: [
          {
            name: "weather",
            description: "Weather of a city",
            parametersJsonSchema: {
              type: "object",
              properties: {
                city: {
                  type: "string",
                  description: "{minLength: 1}"
                },
                unit: {
                  enum: ["C"],
                  type: "string"
                }
              },
              required: ["city"]
            }
          },
          {
            name: "calendar.list"
          }
        ]
      }
    ],
    toolConfig: {
      functionCallingConfig: {
        mode: "ANY",
        allowedFunctionNames: ["calendar.list"]
      }
    }
  }
} satisfies { readonly [golden: string]: Native }
