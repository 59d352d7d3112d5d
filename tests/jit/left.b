Runs off the tape in a traced loop with an exit code
++++++++[>++++++++<-]>[<]<[<]
