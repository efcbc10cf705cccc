import * as VendorSuite from "@turnout/testing/VendorSuite"
import { dated, subject } from "./subject.ts"

VendorSuite.run(subject)
VendorSuite.run(dated)
