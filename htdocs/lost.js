// SPDX-License-Identifier: GPL-3.0-or-later
// The page for addresses that lead nowhere.

import { openPage } from "./header.js";
import "./lobbywords.js";

openPage();
