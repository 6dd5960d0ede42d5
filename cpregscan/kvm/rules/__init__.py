"""The rules about the lists of two kernels, a module each."""
