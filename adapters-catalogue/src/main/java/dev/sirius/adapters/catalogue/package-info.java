/** The catalogue of models: data files in the jar, and a file of the user's own. */
@NullMarked
package dev.sirius.adapters.catalogue;

import org.jspecify.annotations.NullMarked;
