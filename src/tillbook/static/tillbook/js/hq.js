// The back office's behaviours. Every page works without them; they make it quick.
import "./keys.js";
import "./form.js";
import "./live.js";
import "./rows.js";
import "./ordered.js";
import "./palette.js";
