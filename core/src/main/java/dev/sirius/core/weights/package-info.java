/** How weights of a wanted type are come by. */
package dev.sirius.core.weights;
