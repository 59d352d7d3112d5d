A tape that grows in a traced loop
++++++++++++++++[>++++++++++++++++<-]>-[[->+<]>-].<[<]
