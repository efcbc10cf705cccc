import * as VendorConfig from "@turnout/wire/VendorConfig"
import * as Vertex from "./Vertex.ts"

/** The account of the environment, and its options as a `Config`. An entry of its own, since `Config` loads schemas. */
export const { config, layerConfig }: VendorConfig.VendorConfig<Vertex.Options> = VendorConfig.of(Vertex)
