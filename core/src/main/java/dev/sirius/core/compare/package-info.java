/** How far the weights of one file are from those of another. */
package dev.sirius.core.compare;
