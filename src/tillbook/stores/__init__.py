"""Legal entities, operating units, stores, registers, and number sequences."""
