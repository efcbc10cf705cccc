import * as VendorConfig from "@turnout/wire/VendorConfig"
import * as Ollama from "./Ollama.ts"

/** The account of the environment, and its options as a `Config`. An entry of its own, since `Config` loads schemas. */
export const { config, layerConfig }: VendorConfig.VendorConfig<Ollama.Options> = VendorConfig.of(Ollama)
