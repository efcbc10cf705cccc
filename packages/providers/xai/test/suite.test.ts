import * as VendorSuite from "@turnout/testing/VendorSuite"
import { byChat, subject } from "./subject.ts"

VendorSuite.run(subject)
VendorSuite.run(byChat)
