/**
 * How a model's layers are built and what they keep of the text, read from its facts: attention and
 * its windows, latent attention, recurrent states, feed-forward parts and experts. The rules are
 * those of llama.cpp v0.5.0, one for each architecture.
 */
package dev.sirius.core.plan.shape;
