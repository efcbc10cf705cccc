import * as VendorSuite from "@turnout/testing/VendorSuite"
import { subject } from "./subject.ts"

VendorSuite.run(subject)
