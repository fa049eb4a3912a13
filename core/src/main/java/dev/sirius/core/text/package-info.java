/** Small rules about words. */
package dev.sirius.core.text;
