// The register's behaviours. Every screen works without them; they make it quick.
import "./scanner.js";
import "./search.js";
import "./keys.js";
import "./roving.js";
import "./dialog.js";
import "./form.js";
import "./pinpad.js";
import "./live.js";
import "./focus.js";
import "./lifeline.js";
