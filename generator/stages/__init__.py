"""What an order goes through, stage by stage; results are kept by what they were made from (``model/memo.py``)."""
