import * as VendorSuite from "@turnout/testing/VendorSuite"
import { byResponses, subject } from "./subject.ts"

VendorSuite.run(subject)
VendorSuite.run(byResponses)
