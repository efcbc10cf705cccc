export { layerFetch as layer } from "@turnout/wire/TransportFetch"
