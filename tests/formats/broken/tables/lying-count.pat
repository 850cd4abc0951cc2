SNNS pattern definition file V3.2
generated at Mon Apr 25 18:08:50 1994


No. of patterns : 4000000000
No. of input units : 2
No. of output units : 1

# Input pattern 1:
0 0
# Output pattern 1:
0
0 1
1
1 0
1
1 1
0
