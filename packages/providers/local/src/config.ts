import * as VendorConfig from "@turnout/wire/VendorConfig"
import * as LlamaCppServer from "./LlamaCpp.ts"
import * as LmStudioServer from "./LmStudio.ts"
import * as VllmServer from "./Vllm.ts"

/** The servers of the environment, and their options as a `Config`. An entry of its own, since `Config` loads schemas. */
export const Vllm: VendorConfig.VendorConfig<VllmServer.Options> = VendorConfig.of(VllmServer)
export const LmStudio: VendorConfig.VendorConfig<LmStudioServer.Options> = VendorConfig.of(LmStudioServer)
export const LlamaCpp: VendorConfig.VendorConfig<LlamaCppServer.Options> = VendorConfig.of(LlamaCppServer)
