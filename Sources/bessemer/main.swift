print("bessemer")
