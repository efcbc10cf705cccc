import * as VendorConfig from "@turnout/wire/VendorConfig"
import * as Replicate from "./Replicate.ts"

/** The account of the environment, and its options as a `Config`. An entry of its own, since `Config` loads schemas. */
export const { config, layerConfig }: VendorConfig.VendorConfig<Replicate.Options> =
  VendorConfig.of(Replicate)
