// SPDX-License-Identifier: GPL-3.0-or-later
// The page for addresses that lead nowhere.

import { greet } from "./visitor.js";
import { speak } from "./words.js";

speak();
greet();
