"""The sheet on which users write 0 to 9, so that the model learns their hand."""
