/** Values together with where they came from, or why they are not known. */
package dev.sirius.core.fact;
