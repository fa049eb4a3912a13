/**
 * From a model's hyper-parameters to its tensors: which there are, how large, and in what format
 * llama.cpp's converter writes them to an F16 file. So a model that is nowhere at hand can be
 * planned as exactly as one whose file lies on the disk.
 */
package dev.sirius.core.blueprint;
