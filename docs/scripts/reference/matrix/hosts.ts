import { Alibaba } from "@turnout/alibaba"
import { Azure } from "@turnout/azure"
import { Cerebras } from "@turnout/cerebras"
import { Cloudflare } from "@turnout/cloudflare"
import { DeepInfra } from "@turnout/deepinfra"
import { DeepSeek } from "@turnout/deepseek"
import { Fireworks } from "@turnout/fireworks"
import { Groq } from "@turnout/groq"
import { HuggingFace } from "@turnout/huggingface"
import { MiniMax } from "@turnout/minimax"
import { Mistral } from "@turnout/mistral"
import { Moonshot } from "@turnout/moonshot"
import { Nebius } from "@turnout/nebius"
import { Novita } from "@turnout/novita"
import { NVIDIA } from "@turnout/nvidia"
import { OpenRouter } from "@turnout/openrouter"
import { Perplexity } from "@turnout/perplexity"
import { SambaNova } from "@turnout/sambanova"
import { SiliconFlow } from "@turnout/siliconflow"
import { Together } from "@turnout/together"
import { Vercel } from "@turnout/vercel"
import { Xai } from "@turnout/xai"
import { ZAI } from "@turnout/zai"
import { LlamaCpp, LmStudio, Vllm } from "@turnout/local"
import * as Layer from "effect/Layer"
import { over, type View } from "./models.ts"

const key = { apiKey: "none" }

/** Vendors of OpenAI's chat family, each by one of its models. */
export const hosts: View = {
  heading: "What is asked, and what vendors of OpenAI's chat family are sent",
  columns: [
    { title: "alibaba: qwen3.8-max", model: "qwen3.8-max@alibaba" },
    { title: "azure: gpt-4o", model: "gpt-4o@azure" },
    { title: "cerebras: gpt-oss-120b", model: "gpt-oss-120b@cerebras" },
    { title: "cloudflare: gpt-oss-120b", model: "@cf/openai/gpt-oss-120b@cloudflare" },
    { title: "deepinfra: DeepSeek-V3.2", model: "deepseek-ai/DeepSeek-V3.2@deepinfra" },
    { title: "deepseek: deepseek-v4-pro", model: "deepseek-v4-pro@deepseek" },
    { title: "fireworks: glm-5p3", model: "accounts/fireworks/models/glm-5p3@fireworks" },
    { title: "groq: gpt-oss-120b", model: "openai/gpt-oss-120b@groq" },
    { title: "huggingface: gpt-oss-120b", model: "openai/gpt-oss-120b@huggingface" },
    { title: "minimax: MiniMax-M3", model: "MiniMax-M3@minimax" },
    { title: "mistral: mistral-medium-latest", model: "mistral-medium-latest@mistral" },
    { title: "moonshot: kimi-k3", model: "kimi-k3@moonshot" },
    { title: "nebius: GLM-5.3", model: "zai-org/GLM-5.3@nebius" },
    { title: "novita: deepseek-v3.2", model: "deepseek/deepseek-v3.2@novita" },
    { title: "nvidia: llama-3.3-70b-instruct", model: "meta/llama-3.3-70b-instruct@nvidia" },
    { title: "openrouter: deepseek-v3.2", model: "deepseek/deepseek-v3.2@openrouter" },
    { title: "perplexity: sonar-pro", model: "sonar-pro@perplexity" },
    { title: "sambanova: gpt-oss-120b", model: "gpt-oss-120b@sambanova" },
    { title: "siliconflow: DeepSeek-V3.2", model: "deepseek-ai/DeepSeek-V3.2@siliconflow" },
    { title: "together: DeepSeek-V4-Pro", model: "deepseek-ai/DeepSeek-V4-Pro@together" },
    { title: "vercel: gpt-oss-120b", model: "openai/gpt-oss-120b@vercel" },
    { title: "xai: grok-4.6", model: "grok-4.6@xai" },
    { title: "zai: glm-5.3", model: "glm-5.3@zai" },
    { title: "vllm: any", model: "any@vllm" },
    { title: "lmstudio: any", model: "any@lmstudio" },
    { title: "llamacpp: any", model: "any@llamacpp" }
  ],
  house: over(
    Layer.mergeAll(
      Alibaba.layer(key),
      Azure.layer({ ...key, resource: "acme" }),
      Cerebras.layer(key),
      Cloudflare.layer({ ...key, accountId: "acme" }),
      DeepInfra.layer(key),
      DeepSeek.layer(key),
      Fireworks.layer(key),
      Groq.layer(key),
      HuggingFace.layer(key),
      MiniMax.layer(key),
      Mistral.layer(key),
      Moonshot.layer(key),
      Nebius.layer(key),
      Novita.layer(key),
      NVIDIA.layer(key),
      OpenRouter.layer(key),
      Perplexity.layer(key),
      SambaNova.layer(key),
      SiliconFlow.layer(key),
      Together.layer(key),
      Vercel.layer(key),
      Xai.layer(key),
      ZAI.layer(key),
      Vllm.layer({ ...key, baseUrl: "http://vllm.example/v1", models: { any: {} } }),
      LmStudio.layer({ ...key, baseUrl: "http://lmstudio.example/v1", models: { any: {} } }),
      LlamaCpp.layer({ ...key, baseUrl: "http://llamacpp.example/v1", models: { any: {} } })
    )
  )
}
