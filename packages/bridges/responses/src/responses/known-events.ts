/** Types of events that OpenAI's clients know; its helper refuses any other (openai 7.59). */
const known: ReadonlySet<string> = new Set(
  [
    ["", "created queued in_progress completed incomplete failed output_item.added output_item.done"],
    ["content_part.", "added done"],
    ["output_text.", "delta done annotation.added"],
    ["refusal.", "delta done"],
    ["function_call_arguments.", "delta done"],
    ["custom_tool_call_input.", "delta done"],
    ["reasoning_summary_part.", "added done"],
    ["reasoning_summary_text.", "delta done"],
    ["reasoning_text.", "delta done"],
    ["web_search_call.", "in_progress searching completed"],
    ["file_search_call.", "in_progress searching completed"],
    ["code_interpreter_call.", "in_progress interpreting completed"],
    ["code_interpreter_call_code.", "delta done"],
    ["image_generation_call.", "in_progress generating partial_image completed"],
    ["mcp_list_tools.", "in_progress completed failed"],
    ["mcp_call.", "in_progress completed failed"],
    ["mcp_call_arguments.", "delta done"],
    ["shell_call_command.", "added delta done"],
    ["shell_call_output_content.", "delta done"],
    ["compaction.", "compacting"],
    ["audio.", "delta done transcript.delta transcript.done"]
  ].flatMap(([group = "", names = ""]) => names.split(" ").map((name) => `response.${group}${name}`))
)

export const isKnown = (type: string): boolean => known.has(type)

export const isLast = (type: string): boolean =>
  type === "response.completed" || type === "response.incomplete" || type === "response.failed"
