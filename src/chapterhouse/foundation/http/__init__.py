"""What every page needs: kept pages, refusals as answers, declared policies."""
